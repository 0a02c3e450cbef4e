"use strict";
/* The far side of Twilio's Voice SDK, in the page itself: signalling in place of the WebSocket, and a second
   RTCPeerConnection for the voice. `far` has what it was sent, and calls, hangs up and expires tokens. */
const far = (() => {
  const sent = [], connections = [];
  let socket = null, peer = null;
  const Own = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Own { constructor(...given) { super(...given); connections.push(this); } };
  const insert = RTCDTMFSender.prototype.insertDTMF;
  RTCDTMFSender.prototype.insertDTMF = function keep(tones, ...how) { far.tones += tones; return insert.call(this, tones, ...how); };
  const tell = (type, payload) => socket.onmessage({ data: JSON.stringify({ type, payload, version: "1.6" }) });
  const answers = {
    listen: ({ token }) => tell("connected", { region: "us1", edge: "roaming", home: "us1", token: { identity: "agent_7", ttl: token === "first" ? far.ttl : 3600 } }),
    register: () => tell("ready", {}),
    answer: ({ sdp }) => peer.setRemoteDescription({ type: "answer", sdp }),
  };
  window.WebSocket = class {
    static CONNECTING = 0; static OPEN = 1; static CLOSING = 2; static CLOSED = 3;
    constructor(url) { this.readyState = 0; far.url = url; socket = this; this.listeners = {}; queueMicrotask(() => { this.readyState = 1; this.fire("open", {}); }); }
    addEventListener(name, take) { (this.listeners[name] ||= []).push(take); }
    removeEventListener(name, take) { this.listeners[name] = (this.listeners[name] || []).filter((each) => each !== take); }
    fire(name, event) { this[`on${name}`]?.(event); for (const take of this.listeners[name] || []) take(event); }
    set onmessage(take) { this.take = take; }
    get onmessage() { return (event) => { this.take?.(event); for (const each of this.listeners.message || []) each(event); }; }
    send(data) {
      if (data === "\n") return;
      const { type, payload } = JSON.parse(data);
      sent.push({ type, payload });
      setTimeout(() => answers[type]?.(payload), 5);
    }
    close() { this.readyState = 3; }
  };
  return {
    sent, ttl: 3600, url: "", tones: "",
    call: async () => {
      peer = new Own();
      const audio = new AudioContext(), tone = audio.createOscillator(), out = audio.createMediaStreamDestination();
      tone.connect(out); tone.start();
      for (const track of out.stream.getTracks()) peer.addTrack(track, out.stream);
      await peer.setLocalDescription(await peer.createOffer());
      await new Promise((done) => { if (peer.iceGatheringState === "complete") done(); else peer.addEventListener("icegatheringstatechange", () => peer.iceGatheringState === "complete" && done()); });
      tell("invite", { callsid: "CA1", sdp: peer.localDescription.sdp, parameters: { CallSid: "CA1", From: "+14155550100", To: "client:agent_7" } });
    },
    packets: async () => [...(await peer.getStats()).values()].filter((each) => each.type === "inbound-rtp").reduce((sum, each) => sum + each.packetsReceived, 0),
    isHeard: () => connections.some((each) => each.getSenders().some((sender) => sender.track?.kind === "audio" && sender.track.enabled && each !== peer)),
    hangUp: () => tell("hangup", { callsid: "CA1" }), gives_up: () => tell("cancel", { callsid: "CA1" }),
  };
})();
