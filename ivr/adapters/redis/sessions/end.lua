-- Nothing was heard of a call for so long that it is over. ARGV: call SID.
release(ARGV[1])
