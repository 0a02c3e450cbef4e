-- Counts one try against several limits at once: all of them, or none.
-- KEYS: counters. ARGV: for each, its limit and its lifetime in seconds. A limit below zero refuses nothing: that it is
-- reached is only told, and the other counters go up all the same.
-- Returns the place (from 1) of the first limit that is reached, below zero where the try was counted, else 0.
local told = 0
for place, key in ipairs(KEYS) do
    local limit = tonumber(ARGV[2 * place - 1])
    if tonumber(redis.call('GET', key) or '0') >= math.abs(limit) then
        if limit > 0 then
            return place
        end
        told = -place
    end
end
for place, key in ipairs(KEYS) do
    if redis.call('INCR', key) == 1 then
        redis.call('EXPIRE', key, ARGV[2 * place])
    end
end
return told
