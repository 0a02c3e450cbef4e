-- Counts one try against several limits at once: all of them, or none.
-- KEYS: counters. ARGV: for each, its limit and its lifetime in seconds.
-- Returns the place (from 1) of the first limit that is reached, or 0 when the try was counted.
for place, key in ipairs(KEYS) do
    if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[2 * place - 1]) then
        return place
    end
end
for place, key in ipairs(KEYS) do
    if redis.call('INCR', key) == 1 then
        redis.call('EXPIRE', key, ARGV[2 * place])
    end
end
return 0
