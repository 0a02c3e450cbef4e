-- Grants something once to whoever asks for it, within several limits: counted in all of them, or in none.
-- KEYS: the mark of what was granted, the set of our own telephones, then counters. ARGV: who asks, for how many seconds the
-- mark stands, a holder of the mark whom it is no longer granted to, the telephone; then for each counter its limit and its
-- lifetime in seconds.
-- Returns 0 when it is granted, -1 when somebody else has it, -2 when the telephone is ours, else the place (from 1) of the
-- first limit that is reached.
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
