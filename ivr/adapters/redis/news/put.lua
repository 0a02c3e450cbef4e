-- Put one entry on the stream, once.
-- KEYS: the mark of its delivery, the stream, the size of the stream.
-- ARGV: the most bytes that the stream may hold, the seconds for which the mark is kept, the entry's bytes; then its fields.
-- Returns 'taken', 'repeated' if the delivery was put there before, or 'full'; nothing is changed unless it is taken.
if redis.call('EXISTS', KEYS[1]) == 1 then
    return 'repeated'
end
local size = tonumber(ARGV[3])
if redis.call('XLEN', KEYS[2]) > 0 then
    size = size + tonumber(redis.call('GET', KEYS[3]) or '0')
end
if size > tonumber(ARGV[1]) then
    return 'full'
end
redis.call('XADD', KEYS[2], '*', unpack(ARGV, 4))
redis.call('SET', KEYS[3], size)
redis.call('SET', KEYS[1], '1', 'EX', ARGV[2])
return 'taken'
