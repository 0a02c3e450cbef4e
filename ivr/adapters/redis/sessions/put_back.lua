-- Return a caller who was taken to the line. ARGV: queue, call SID.
put_back(ARGV[1], ARGV[2])
redis.call('DEL', 'wismo:offered:' .. ARGV[2])
