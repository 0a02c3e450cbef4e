-- An agent has left the desk line. ARGV: SID of the agent's call.
leave_desk(ARGV[1])
