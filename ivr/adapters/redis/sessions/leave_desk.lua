-- Somebody at the desk is away. ARGV: SID of their call.
leave_desk(ARGV[1])
