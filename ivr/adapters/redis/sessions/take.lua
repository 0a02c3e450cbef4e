-- Take the first member over several lines, for an agent's call. A caller whom that call has in hand is put back first, so
-- that a repeated webhook takes one caller. Ended calls that are still in a line are removed.
-- The agent counts as present until the call is expected to ask again; while connected, as long as the caller's call lasts.
-- KEYS: the calls under way. ARGV: SID of the agent's call, the time, and in seconds: for how long a caller is offered, the
-- longest call, the time until the agent's call asks again, the longest callback; then the queues. Returns the queue and the
-- member, or nil.
local live = KEYS[1]
local desk, now, offered_for, longest, asks_within, calls_back_within = unpack(ARGV, 1, 6)
local hand = 'wismo:hand:' .. desk
empty_hand(desk)
redis.call('HSET', hand, 'since', now)
redis.call('EXPIRE', hand, longest)

local function first_of(queue)
  local line = 'wismo:line:' .. queue
  while true do
    local head = redis.call('ZRANGE', line, 0, 0, 'WITHSCORES')
    if #head == 0 then return nil end
    local is_callback = string.sub(head[1], 1, 3) == 'cb:'
    if is_callback or redis.call('HEXISTS', live, head[1]) == 1 then return head[1], tonumber(head[2]) end
    redis.call('ZREM', line, head[1])
    redis.call('ZREM', 'wismo:waits:' .. queue, head[1])
  end
end

local function is_there(member)
  local seconds = string.sub(member, 1, 3) == 'cb:' and calls_back_within or asks_within
  local told = cjson.encode({ desk, member, { unpack(ARGV, 7) } })
  leave_desk(desk)
  redis.call('HSET', hand, 'desk', told)
  redis.call('ZADD', 'wismo:desk', now + seconds, told)
  redis.call('ZREMRANGEBYSCORE', 'wismo:desk', '-inf', now - longest)
end

local best, queue, place
for i = 7, #ARGV do
  local member, score = first_of(ARGV[i])
  if member and (not place or score < place) then best, queue, place = member, ARGV[i], score end
end
is_there(best or '')
if not best then return false end
local taken = 'wismo:taken:' .. queue
redis.call('ZREM', 'wismo:line:' .. queue, best)
redis.call('ZADD', taken, place, best)
redis.call('EXPIRE', taken, 3600)
redis.call('SET', 'wismo:offered:' .. best, desk, 'EX', offered_for)
redis.call('HSET', hand, 'queue', queue, 'member', best)
return { queue, best }
