-- End a call that has been silent for too long. ARGV: call SID.
release(ARGV[1])
