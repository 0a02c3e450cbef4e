-- Whoever was taken goes back to the line. ARGV: queue, call SID.
put_back(ARGV[1], ARGV[2])
redis.call('DEL', 'wismo:offered:' .. ARGV[2])
