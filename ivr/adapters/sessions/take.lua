-- Take whoever is first over several lines out of it, for the call of somebody at the desk. Whom that call had in hand, and was
-- not put through to, is put back first: a webhook that comes twice takes one caller. A call that is over but still
-- stands in a line is dropped.
-- KEYS: the calls under way. ARGV: SID of the desk's call, the time, for how many seconds a caller is being offered, how
-- long a call may last, and the queues. Gives the queue and the member, or nothing.
local live = KEYS[1]
local desk, now, offered_for, longest = unpack(ARGV, 1, 4)
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

local best, queue, place
for i = 5, #ARGV do
  local member, score = first_of(ARGV[i])
  if member and (not place or score < place) then best, queue, place = member, ARGV[i], score end
end
if not best then return false end
local taken = 'wismo:taken:' .. queue
redis.call('ZREM', 'wismo:line:' .. queue, best)
redis.call('ZADD', taken, place, best)
redis.call('EXPIRE', taken, 3600)
redis.call('SET', 'wismo:offered:' .. best, desk, 'EX', offered_for)
redis.call('HSET', hand, 'queue', queue, 'member', best)
return { queue, best }
