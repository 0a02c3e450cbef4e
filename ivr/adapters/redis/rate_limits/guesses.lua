-- Count one try in all counters, or in none if a limit is reached.
-- KEYS: counters. ARGV: for each, its limit and its lifetime in seconds. A negative limit refuses nothing: the try is counted
-- and the reached limit only reported.
-- Returns 0, the position (from 1) of the first limit that refuses, or the negative position of a limit only reported.
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
