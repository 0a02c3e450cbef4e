-- Comes before the other scripts. The names of keys are told in keys.py and store.py.

-- Whoever was taken out of a line goes back to the place they had there; true if they were taken out of it.
local function put_back(queue, member)
  local place = redis.call('ZSCORE', 'wismo:taken:' .. queue, member)
  if not place then return false end
  redis.call('ZREM', 'wismo:taken:' .. queue, member)
  redis.call('ZADD', 'wismo:line:' .. queue, place, member)
  return true
end

-- A call waits in none of the lines that it joined, but for `stays`, the queue that it waits in.
local function leave_lines(sid, stays)
  local holds = 'wismo:holds:' .. sid
  for _, queue in ipairs(redis.call('SMEMBERS', holds)) do
    if queue ~= stays then
      for _, kind in ipairs({ 'line', 'waits', 'taken' }) do redis.call('ZREM', 'wismo:' .. kind .. ':' .. queue, sid) end
      redis.call('SREM', holds, queue)
    end
  end
end

-- The call of somebody at the desk gives up whom it was about to be put through to. A callback is claimed in SQL, so that it
-- cannot go back to the line from here: its name is given.
local function empty_hand(sid)
  local hand = 'wismo:hand:' .. sid
  local queue, member = unpack(redis.call('HMGET', hand, 'queue', 'member'))
  if not queue then return nil end
  redis.call('HDEL', hand, 'queue', 'member')
  if (redis.call('GET', 'wismo:offered:' .. member) or sid) ~= sid then return nil end -- somebody else has them by now
  redis.call('DEL', 'wismo:offered:' .. member)
  if string.sub(member, 1, 3) ~= 'cb:' then
    put_back(queue, member)
    return nil
  end
  return redis.call('ZREM', 'wismo:taken:' .. queue, member) == 1 and string.sub(member, 4) or nil
end

-- The call of somebody at the desk takes no callers any more.
local function leave_desk(sid)
  local hand = 'wismo:hand:' .. sid
  local place = redis.call('HGET', hand, 'desk')
  if not place then return end
  redis.call('ZREM', 'wismo:desk', place)
  redis.call('HDEL', hand, 'desk')
end

-- A call is over: nothing that it holds stays. Gives the name of the callback that it was to be made for.
local function release(sid)
  leave_lines(sid)
  redis.call('DEL', 'wismo:offered:' .. sid)
  redis.call('HDEL', 'wismo:live', sid)
  redis.call('HDEL', 'wismo:live:talks', sid)
  redis.call('ZREM', 'wismo:live:seen', sid)
  leave_desk(sid)
  return empty_hand(sid)
end

