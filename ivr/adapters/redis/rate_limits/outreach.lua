-- Grant a text or callback once, within several limits: counted in all counters or in none.
-- KEYS: the mark of the grant, the set of our own numbers, then counters. ARGV: the new holder, the lifetime of the mark in
-- seconds, a former holder that may be replaced, the number by keyed hash; then for each counter its limit and its lifetime
-- in seconds.
-- Returns 0 if granted, -1 if another holder has it, -2 if the number is ours, else the position (from 1) of the first limit
-- that is reached.
local who, seconds, former, telephone = unpack(ARGV, 1, 4)
if redis.call('SISMEMBER', KEYS[2], telephone) == 1 then return -2 end
local holder = redis.call('GET', KEYS[1])
if holder == who then return 0 end
if holder and holder ~= former then return -1 end
for place = 3, #KEYS do
    if tonumber(redis.call('GET', KEYS[place]) or '0') >= tonumber(ARGV[2 * place - 1]) then
        return place - 2
    end
end
for place = 3, #KEYS do
    if redis.call('INCR', KEYS[place]) == 1 then
        redis.call('EXPIRE', KEYS[place], ARGV[2 * place])
    end
end
redis.call('SET', KEYS[1], who, 'EX', seconds)
return 0
