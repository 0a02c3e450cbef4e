-- Store a turn of a call atomically, unless another turn was stored since the call was read.
-- Returns nil if the turn was stored, else the answer to send instead: the stored answer to this turn or, without one, the
-- newest answer, which asks the current question. Returns 0 and stores nothing if a counter reached the limit that the
-- turn requires it to be below.
local call, stream, places, seen, talks = unpack(KEYS)
local sid, was, taken, doc, answer = unpack(ARGV, 1, 5)
local now, place, over = ARGV[6], ARGV[7], ARGV[8] == '1'
local seconds, seconds_after_end, answers_kept, events_kept = unpack(ARGV, 9, 12)
local first_event, first_change = 14, 14 + ARGV[13]

local number = taken - 1
local stored, kept, ended = unpack(redis.call('HMGET', call, 'turn', 'a' .. number, 'ended'))
if stored and stored ~= was then
  return kept or redis.call('HGET', call, 'a' .. (stored - 1))
end

local changes = {}
for i = first_change, #ARGV do
  local change = cjson.decode(ARGV[i])
  if change[1] ~= 'BELOW' then
    changes[#changes + 1] = change
  elseif tonumber(redis.call('GET', change[2]) or '0') >= change[3] then
    return 0
  end
end

redis.call('HSET', call, 'turn', taken, 'doc', doc, 'a' .. number, answer)
redis.call('HDEL', call, 'a' .. (number - answers_kept))
for i = first_event, first_change - 1 do
  redis.call('XADD', stream, 'MAXLEN', '~', events_kept, '*', 'event', ARGV[i])
end
for _, change in ipairs(changes) do
  redis.call(unpack(change))
end

-- A caller who takes a turn no longer talks with a person.
redis.call('HDEL', talks, sid)
-- Twilio may have reported the end before this turn arrived: an ended call stays ended.
if over or ended then
  redis.call('EXPIRE', call, seconds_after_end)
  release(sid)
else
  redis.call('EXPIRE', call, seconds)
  redis.call('HSET', places, sid, place)
  redis.call('ZADD', seen, now, sid)
end
return false
