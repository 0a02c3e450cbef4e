-- Remove a caller from a queue, and from all others that the call joined. ARGV: queue, call SID.
redis.call('SADD', 'wismo:holds:' .. ARGV[2], ARGV[1])
leave_lines(ARGV[2])
redis.call('DEL', 'wismo:offered:' .. ARGV[2])
