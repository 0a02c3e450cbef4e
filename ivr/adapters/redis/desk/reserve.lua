-- Take a caller out of a line for an agent, and open their room: only if the agent's state is the one that was read, and the
-- caller still stands in line. KEYS: agents, stream, live calls, rooms, the room, the room of the caller. ARGV: agent, the state
-- that was read, the new one, queue, call SID, name of the room, the room, seconds for which the caller is offered, seconds for
-- which a room is kept, number of events kept, and the events. Returns 1 if both were free.
local agents, stream, live, rooms, room, room_of = unpack(KEYS)
local agent, was, new, queue, sid, name, opened, offered_for, kept, events_kept = unpack(ARGV, 1, 10)
local line = 'wismo:line:' .. queue
local place = redis.call('ZSCORE', line, sid)
if not place or redis.call('HEXISTS', live, sid) == 0 then return 0 end
if redis.call('HGET', agents, agent) ~= was then return 0 end
redis.call('ZREM', line, sid)
redis.call('ZADD', 'wismo:taken:' .. queue, place, sid)
redis.call('EXPIRE', 'wismo:taken:' .. queue, 3600)
redis.call('SET', 'wismo:offered:' .. sid, name, 'EX', offered_for)
redis.call('HSET', agents, agent, new)
redis.call('SET', room, opened, 'EX', kept)
redis.call('SET', room_of, name, 'EX', kept)
redis.call('SADD', rooms, name)
for i = 11, #ARGV do redis.call('XADD', stream, 'MAXLEN', '~', events_kept, '*', 'event', ARGV[i]) end
return 1
