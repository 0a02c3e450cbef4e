-- Add an event reported by Twilio to the record, with its changes. The end of a call releases everything that it holds.
-- KEYS: call, stream, live, talks. ARGV: call SID, event, status if the call is over, time if a person answered, 1 to record
-- only stored calls, seconds for which an ended call is kept, number of events kept, and the changes.
-- Returns the name of the callback that an agent had in hand, if the call was the agent's.
local call, stream, live, talks = unpack(KEYS)
local sid, event, ended, taken_at, known_only, seconds_after_end, events_kept = unpack(ARGV, 1, 7)

for i = 8, #ARGV do redis.call(unpack(cjson.decode(ARGV[i]))) end
local is_agents = redis.call('EXISTS', 'wismo:hand:' .. sid) == 1
local is_recorded = not is_agents and (known_only ~= '1' or redis.call('EXISTS', call) == 1)
if is_recorded then redis.call('XADD', stream, 'MAXLEN', '~', events_kept, '*', 'event', event) end
if taken_at ~= '' and redis.call('HEXISTS', live, sid) == 1 then redis.call('HSET', talks, sid, taken_at) end
if ended == '' then return false end
redis.call('HSET', call, 'ended', ended)
redis.call('EXPIRE', call, seconds_after_end)
return release(sid) or false
