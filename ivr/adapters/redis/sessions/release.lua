-- Functions shared by the other scripts, which it precedes. The keys are described in keys.py and store.py.

-- Return a member who was taken out of a line to the former place. Returns whether the member was taken out of it.
local function put_back(queue, member)
  local place = redis.call('ZSCORE', 'wismo:taken:' .. queue, member)
  if not place then return false end
  redis.call('ZREM', 'wismo:taken:' .. queue, member)
  redis.call('ZADD', 'wismo:line:' .. queue, place, member)
  return true
end

-- Remove a call from all lines that it joined, except that of the queue `stays`.
local function leave_lines(sid, stays)
  local holds = 'wismo:holds:' .. sid
  for _, queue in ipairs(redis.call('SMEMBERS', holds)) do
    if queue ~= stays then
      for _, kind in ipairs({ 'line', 'waits', 'taken' }) do redis.call('ZREM', 'wismo:' .. kind .. ':' .. queue, sid) end
      redis.call('SREM', holds, queue)
    end
  end
end

-- Release the caller whom an agent's call has in hand. A caller returns to the line. A callback cannot, since it is claimed in
-- SQL: its name is returned.
local function empty_hand(sid)
  local hand = 'wismo:hand:' .. sid
  local queue, member = unpack(redis.call('HMGET', hand, 'queue', 'member'))
  if not queue then return nil end
  redis.call('HDEL', hand, 'queue', 'member')
  if (redis.call('GET', 'wismo:offered:' .. member) or sid) ~= sid then return nil end -- offered to another agent since
  redis.call('DEL', 'wismo:offered:' .. member)
  if string.sub(member, 1, 3) ~= 'cb:' then
    put_back(queue, member)
    return nil
  end
  return redis.call('ZREM', 'wismo:taken:' .. queue, member) == 1 and string.sub(member, 4) or nil
end

-- An agent's call takes no more callers.
local function leave_desk(sid)
  local hand = 'wismo:hand:' .. sid
  local place = redis.call('HGET', hand, 'desk')
  if not place then return end
  redis.call('ZREM', 'wismo:desk', place)
  redis.call('HDEL', hand, 'desk')
end

-- Wake the dispatcher of the desk.
local function ring_bell()
  redis.call('LPUSH', 'wismo:desk:bell', 'released')
  redis.call('LTRIM', 'wismo:desk:bell', 0, 9)
  redis.call('EXPIRE', 'wismo:desk:bell', 60)
end

-- Release everything that an ended call holds. Returns the name of the callback that an agent's call had in hand.
local function release(sid)
  leave_lines(sid)
  redis.call('DEL', 'wismo:offered:' .. sid)
  redis.call('HDEL', 'wismo:live', sid)
  redis.call('HDEL', 'wismo:live:talks', sid)
  redis.call('ZREM', 'wismo:live:seen', sid)
  leave_desk(sid)
  if redis.call('EXISTS', 'wismo:room-of:' .. sid) == 1 then ring_bell() end
  return empty_hand(sid)
end

