-- Take whoever is first over several lines out of it. A call that is over but still stands in a line is dropped.
-- KEYS: the calls under way, then line, waits and taken of each queue. ARGV: how the names of callbacks begin, how the key of
-- a caller who is being offered begins, and for how many seconds they are.
-- Gives the number of the queue and the member, or nothing.
local live, callback, whisper, seconds = KEYS[1], unpack(ARGV)

local function first_of(line, waits)
  while true do
    local head = redis.call('ZRANGE', line, 0, 0, 'WITHSCORES')
    if #head == 0 then return nil end
    local is_callback = string.sub(head[1], 1, #callback) == callback
    if is_callback or redis.call('HEXISTS', live, head[1]) == 1 then return head[1], tonumber(head[2]) end
    redis.call('ZREM', line, head[1])
    redis.call('ZREM', waits, head[1])
  end
end

local best, queue, place
for i = 1, (#KEYS - 1) / 3 do
  local member, score = first_of(KEYS[3 * i - 1], KEYS[3 * i])
  if member and (not place or score < place) then best, queue, place = member, i, score end
end
if not best then return false end
redis.call('ZREM', KEYS[3 * queue - 1], best)
redis.call('ZADD', KEYS[3 * queue + 1], place, best)
redis.call('EXPIRE', KEYS[3 * queue + 1], 3600)
redis.call('SET', whisper .. best, '1', 'EX', seconds)
return { queue, best }
