"use strict";
/* A telephone in the browser, behind one small interface. `softphones.twilio` is Twilio's Voice SDK; `softphones.emulator`
   is the HTTP API of the emulator that stands in for Twilio. Both are made by (access, tells, extra) and have

     connect()      register; rejects with a reason (below)         disconnect()   be a telephone no more
     accept()       take the ringing call                           reject()       let it ring elsewhere
     hangUp()       end the call                                    mute(isMuted)  be heard, or not
     keys(digits)   send tones                                      devices()      {inputs, outputs, input, output}
     use({input, output})  choose microphone and loudspeaker        say(words)     speak, where there is no sound

   and tell: state(name) with off, connecting, ready, ringing, talking or reconnecting; failed(reason) with denied,
   no_microphone, token, network or other; warn(name, isOn) of a bad line; token() for a fresh one, as a promise;
   heard(lines) of what was said, where there is no sound. */
const softphones = (() => {
  const SOUNDS = ["incoming", "outgoing", "disconnect", "dtmf0", "dtmf1", "dtmf2", "dtmf3", "dtmf4", "dtmf5", "dtmf6", "dtmf7", "dtmf8", "dtmf9", "dtmfs", "dtmfh"];
  /* Twilio: Voice SDK error codes. */
  const REASONS = { 31401: "denied", 31402: "no_microphone", 20101: "token", 20104: "token", 20151: "token", 31204: "token", 31205: "token", 31005: "network", 31009: "network", 53000: "network", 53001: "network" };
  const BEFORE_EXPIRY = 60000, SIGNALLING_LOST = 30000;

  const allowed = async () => {
    if (!navigator.mediaDevices) throw new Error("insecure");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      for (const track of stream.getTracks()) track.stop();
    } catch (error) {
      throw new Error(["NotAllowedError", "SecurityError"].includes(error.name) ? "denied" : "no_microphone");
    }
  };

  const twilio = (access, tells, extra = {}) => {
    let device = null, call = null;
    const reason = (error) => REASONS[error?.code] || "other";
    const idle = () => { call = null; tells.state(device?.state === "registered" ? "ready" : "connecting"); };
    const ring = (incoming) => {
      call = incoming;
      for (const over of ["disconnect", "cancel", "reject"]) incoming.on(over, idle);
      incoming.on("accept", () => tells.state("talking"));
      incoming.on("error", (error) => tells.failed(reason(error)));
      incoming.on("reconnecting", () => tells.state("reconnecting"));
      incoming.on("reconnected", () => tells.state("talking"));
      incoming.on("warning", (name) => tells.warn(name, true));
      incoming.on("warning-cleared", (name) => tells.warn(name, false));
      tells.state("ringing");
    };
    const renew = async () => { const fresh = await tells.token(); if (fresh && device) device.updateToken(fresh.token); };
    const made = () => {
      const sounds = Object.fromEntries(SOUNDS.map((name) => [name, `${access.sounds}/${name}.wav`]));
      const found = new Twilio.Device(access.token, {
        sounds, publishEvents: false, closeProtection: true, tokenRefreshMs: BEFORE_EXPIRY, logLevel: "silent",
        maxCallSignalingTimeoutMs: SIGNALLING_LOST, codecPreferences: ["opus", "pcmu"], appName: "Wismo", ...extra,
      });
      found.on("registered", () => { if (!call) tells.state("ready"); });
      found.on("unregistered", () => { if (!call) tells.state("connecting"); });
      found.on("error", (error) => tells.failed(reason(error)));
      found.on("tokenWillExpire", renew);
      found.on("incoming", ring);
      return found;
    };
    const choose = async ({ input, output }) => {
      if (input) await device.audio.setInputDevice(input);
      if (output) await Promise.all([device.audio.speakerDevices.set(output), device.audio.ringtoneDevices.set(output)]);
    };
    return {
      connect: async () => {
        tells.state("connecting");
        await allowed();
        device ||= made();
        try { if (device.state === "unregistered") await device.register(); } catch (error) { throw new Error(reason(error)); }
      },
      disconnect: () => { device?.destroy(); device = call = null; tells.state("off"); },
      accept: () => call?.accept(), reject: () => call?.reject(), hangUp: () => call?.disconnect(),
      mute: (isMuted) => call?.mute(isMuted), keys: (digits) => call?.sendDigits(digits),
      devices: () => {
        const list = (found) => [...(found?.values() || [])].map((each) => ({ id: each.deviceId, name: each.label }));
        return { inputs: list(device?.audio?.availableInputDevices), outputs: list(device?.audio?.availableOutputDevices), input: device?.audio?.inputDevice?.deviceId || "" };
      },
      use: (chosen) => (device?.audio ? choose(chosen) : Promise.resolve()),
      say: () => {},
    };
  };

  const emulator = (access, tells) => {
    const EVERY = 250, BEAT = 5000;
    const here = `${access.address}/phone/clients/${access.identity}`;
    let asking = 0, registered = 0, state = "none", sid, after = 0;
    const headers = { "X-Client-Token": access.token, "Content-Type": "application/json" };
    const ask = async (path, body = {}) => {
      const answer = await fetch(here + path, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers }).catch(() => null);
      if (answer?.status === 409) return {};  // the call is over meanwhile
      if (!answer?.ok) throw new Error([401, 403].includes(answer?.status) ? "token" : "network");
      return answer.status === 204 ? {} : answer.json();
    };
    const show = (now) => {
      if (now.sid !== sid) { sid = now.sid; after = 0; return; }
      if (now.lines.length) { after = now.next; tells.heard(now.lines); }
      if (now.state === state) return;
      state = now.state;
      tells.state({ ringing: "ringing", connected: "talking" }[state] || "ready");
    };
    const look = async () => {
      try {
        if (Date.now() - registered > BEAT) { await ask(""); registered = Date.now(); }
        show(await ask(`?after=${after}`, null));
      } catch (error) { tells.failed(error.message); }
      if (asking) asking = setTimeout(look, EVERY);
    };
    return {
      connect: async () => {
        tells.state("connecting");
        await ask(""); registered = Date.now();
        tells.state("ready");
        if (!asking) asking = setTimeout(look, 0);
      },
      disconnect: () => {
        clearTimeout(asking); asking = 0; state = "none";
        fetch(here, { method: "DELETE", headers, keepalive: true }).catch(() => {});
        tells.state("off");
      },
      accept: () => ask("/accept"), reject: () => ask("/reject"), hangUp: () => ask("/hang-up"),
      mute: (muted) => ask("/mute", { muted }), keys: (digits) => ask("/keys", { digits }),
      devices: () => ({ inputs: [], outputs: [], input: "" }), use: () => Promise.resolve(),
      say: (words) => ask("/speech", { words }),
    };
  };

  return { twilio, emulator };
})();
