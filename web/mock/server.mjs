// A stand-in for the server: serves dist and a synthetic picture over Niger by docs/stream.md. For development and end-to-end tests
// only; nothing of it is in the page. `node mock/server.mjs [--port 8090] [--tracks 60] [--mode exercise|live|replay] [--exercise] [--empty sensors|tracks] [--fast]`
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.txt': 'text/plain; charset=utf-8' };
const MODES = ['live', 'replay', 'exercise'];
const RAD = Math.PI / 180;

/** Small seeded generator, so that every run shows the same sky. */
function random(seed) {
  let s = seed >>> 0;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 4294967296;
  };
}

const SENSORS = [
  { id: 0, name: 'Niamey', kind: 'radar', lat: 13.48, lon: 2.18, range_m: 400000 },
  { id: 1, name: 'Agadez', kind: 'radar', lat: 16.966, lon: 8.0, range_m: 400000 },
  { id: 2, name: 'Zinder', kind: 'radar', lat: 13.779, lon: 8.984, range_m: 400000 },
  { id: 3, name: 'Niamey ADS-B', kind: 'adsb', lat: 13.5, lon: 2.1, range_m: 330000 },
  { id: 4, name: 'Agadez ADS-B', kind: 'adsb', lat: 16.97, lon: 7.99, range_m: 330000 },
  { id: 5, name: 'Zinder ADS-B', kind: 'adsb', lat: 13.78, lon: 8.98, range_m: 330000 },
  { id: 6, name: 'Dirkou ADS-B', kind: 'adsb', lat: 18.97, lon: 12.87, range_m: 330000 },
];
const FIR = [[0.2, 15], [3.3, 19.1], [4.3, 20], [12, 24], [16, 23.5], [16, 14], [13.6, 13.7], [10, 13.3], [7.8, 13.2], [4.2, 13.6], [3.6, 11.7], [2.4, 11.9], [0.9, 13.4], [0.2, 15]];
const AREAS = [
  { id: 0, name: 'FIR NIAMEY', kind: 'fir', lower_ft: null, upper_ft: null, from: null, to: null, active: true, polygon: FIR },
  { id: 1, name: 'ZR Arlit', kind: 'restricted', lower_ft: null, upper_ft: 24500, from: null, to: null, active: true, polygon: [[6.7, 18.3], [8, 18.3], [8, 19.3], [6.7, 19.3], [6.7, 18.3]] },
  { id: 2, name: 'ZRT Diffa', kind: 'temporary', lower_ft: 5000, upper_ft: 19500, from: null, to: null, active: true, polygon: [[11.8, 13.4], [13.2, 13.6], [13.1, 14.5], [11.9, 14.3], [11.8, 13.4]] },
  { id: 3, name: 'ZD Tahoua', kind: 'danger', lower_ft: 0, upper_ft: 8000, from: null, to: null, active: false, polygon: [[4.9, 14.7], [5.7, 14.7], [5.7, 15.3], [4.9, 15.3], [4.9, 14.7]] },
];
const AIRLINES = ['NIG', 'AFR', 'DAH', 'ETH', 'RAM', 'THY', 'BFA', 'TUN', 'MSR', 'CMR', 'ASK', 'SBF'];

function flights(count, rand) {
  return Array.from({ length: count }, (_, i) => {
    const source = i < 8 ? i : [2, 3, 6, 6, 6, 1][i % 6];
    const primary = source === 0;
    const track = rand() * 360;
    return {
      n: 1001 + i,
      lat: 11.8 + rand() * 10,
      lon: 1 + rand() * 13.5,
      track,
      turn: i % 7 === 0 ? 0.15 : 0,
      speed: primary ? 110 + rand() * 60 : 230 + rand() * 250,
      level: primary ? null : 80 + Math.round(rand() * 33) * 10,
      rate: i % 5 === 0 ? 1200 : i % 5 === 1 ? -900 : 0,
      source,
      callsign: primary || i % 9 === 8 ? undefined : `${AIRLINES[i % AIRLINES.length]}${100 + ((i * 37) % 900)}`,
      squawk: primary ? undefined : String((i * 641) % 4096).padStart(4, '0').replace(/[89]/g, '4'),
      icao: primary || source === 1 ? undefined : (0x062000 + i * 173).toString(16).padStart(6, '0'),
      // Seconds between two measurements, as a turning radar or a receiver would give.
      every: source === 3 ? 1 : 5,
      flags: source | (1 << 9) | (primary ? 1 << 10 : 0),
      shown: null,
    };
  });
}

/** Starts the server. `pause()` stops everything sent, `resume()` begins again, `stall()` lets heartbeats come with a picture time that stands. */
export async function startMock({ port = 0, tracks = 60, mode = 'exercise', exercise = mode === 'exercise', empty = null, seed = 7, rate = 1, names: prefix = '' } = {}) {
  const rand = random(seed);
  const fleet = empty ? [] : flights(tracks, rand);
  for (const f of fleet) if (f.callsign) f.callsign = `${prefix}${f.callsign}`;
  const sensors = empty === 'sensors' ? [] : SENSORS;
  const byIndex = (i) => fleet[i] ?? null;
  const start = Date.UTC(2026, 10, 20, 10, 0, 0);
  let atMs = start;
  let paused = false;
  let stalled = false;
  let rev = 1;
  const acknowledgements = [];
  const clients = new Set();

  if (fleet.length > 16) {
    Object.assign(fleet[9], { squawk: '7700', callsign: 'NIG501', emergency: 'general', lat: 15.4, lon: 6.2, track: 70, level: 240, rate: -1800, alert: 3, open: true });
    Object.assign(fleet[0], { lat: 13.1, lon: 4.3, track: 15, alert: 2, open: true });
    Object.assign(fleet[12], { lat: 17.4, lon: 7.1, track: 5, alert: 1, open: true, level: 190 });
    Object.assign(fleet[13], { coasts: true });
    Object.assign(fleet[14], { extra: 1 << 13 });
    Object.assign(fleet[15], { extra: 1 << 12 });
    Object.assign(fleet[16], { extra: 1 << 11 });
    if (fleet[17]) Object.assign(fleet[17], { extra: 1 << 5, lat: 13.4815, lon: 2.1836, speed: 12, level: null });
    if (fleet[18]) Object.assign(fleet[18], { extra: 1 << 4 });
    for (const f of fleet.slice(22, 25)) Object.assign(f, { alert: 1, open: true });
    // Text that would do harm if it were ever taken for markup.
    if (fleet[19]) Object.assign(fleet[19], { callsign: '<b>X</b>' });
  }
  const alerts = fleet.length > 16 ? alertList(byIndex, start) : [];

  function move(seconds) {
    atMs += seconds * 1000;
    for (const f of fleet) {
      f.track = (f.track + f.turn * seconds + 360) % 360;
      const nm = (f.speed * seconds) / 3600;
      f.lat += (nm / 60) * Math.cos(f.track * RAD);
      f.lon += ((nm / 60) * Math.sin(f.track * RAD)) / Math.cos(f.lat * RAD);
      if (f.lat > 23 || f.lat < 11 || f.lon > 15.5 || f.lon < 0) f.track = (f.track + 180 * seconds) % 360;
      if (f.level !== null) {
        f.level += (f.rate * seconds) / 6000;
        if (f.level > 410 || f.level < 60) f.rate = -f.rate;
      }
      const due = f.shown === null || atMs - f.shown.at >= f.every * 1000;
      if (due && !(f.coasts && f.shown !== null && atMs - start > 1000)) f.shown = { at: atMs, lat: f.lat, lon: f.lon };
    }
  }

  function header(kind, client, count) {
    const buffer = Buffer.alloc(32);
    buffer[0] = 0x56;
    buffer[1] = 1;
    buffer[2] = kind;
    buffer[3] = MODES.indexOf(mode);
    buffer.writeUInt32LE(client.sequence++ >>> 0, 4);
    buffer.writeBigInt64LE(BigInt(Math.round(atMs)) * 1000000n, 8);
    buffer.writeBigInt64LE(BigInt(Date.now()) * 1000000n, 16);
    buffer.writeUInt32LE(count, 24);
    return buffer;
  }

  function records() {
    const buffer = Buffer.alloc(fleet.length * 24);
    fleet.forEach((f, i) => {
      const o = i * 24;
      const age = atMs - f.shown.at;
      buffer.writeUInt32LE(f.n, o);
      buffer.writeInt32LE(Math.round(f.shown.lat * 1e7), o + 4);
      buffer.writeInt32LE(Math.round(f.shown.lon * 1e7), o + 8);
      buffer.writeInt16LE(f.level === null ? -32768 : Math.round(f.level * 4), o + 12);
      buffer.writeUInt16LE(Math.round(f.speed * 10), o + 14);
      buffer.writeUInt16LE(Math.round((f.track / 360) * 65536) % 65536, o + 16);
      buffer.writeInt16LE(f.level === null ? -32768 : Math.round(f.rate / 10), o + 18);
      const coasting = age > f.every * 1500 ? 1 << 3 : 0;
      buffer.writeUInt16LE(f.flags | coasting | (f.extra ?? 0) | ((f.alert ?? 0) << 6) | (f.open ? 1 << 8 : 0), o + 20);
      buffer.writeUInt16LE(Math.min(65535, Math.round(age / 100)), o + 22);
    });
    return buffer;
  }

  function trail(client) {
    const plots = 48;
    const buffer = Buffer.alloc(fleet.length * plots * 16);
    let o = 0;
    for (const f of fleet) {
      for (let k = plots; k >= 1; k--, o += 16) {
        const s = k * 5;
        const nm = (f.speed * s) / 3600;
        buffer.writeUInt32LE(f.n, o);
        buffer.writeInt32LE(Math.round((f.lat - (nm / 60) * Math.cos(f.track * RAD)) * 1e7), o + 4);
        buffer.writeInt32LE(Math.round((f.lon - ((nm / 60) * Math.sin(f.track * RAD)) / Math.cos(f.lat * RAD)) * 1e7), o + 8);
        buffer.writeUInt32LE(s * 1000, o + 12);
      }
    }
    return Buffer.concat([header(2, client, fleet.length * plots), buffer]);
  }

  const names = () => fleet.map(({ n, callsign, icao, squawk, emergency, source }) => ({ n, callsign, icao, address_kind: icao && 'icao', squawk, category: callsign && 'A3', emergency, sensors: source === 6 ? [0, 3] : [source === 3 ? 3 : 1], ...(callsign === 'AFR113' ? { identified: 'identified', identity: callsign } : { identified: 'unknown' }), simulated: true }));
  const text = (client, message) => client.socket.send(JSON.stringify(message));

  function whole(client) {
    client.socket.send(Buffer.concat([header(0, client, fleet.length), records()]));
    text(client, { type: 'names', full: true, tracks: names() });
  }
  function health(client) {
    const age = (i) => Math.round(((atMs / 1000 + i * 0.7) % 5) * 10) / 10;
    text(client, {
      type: 'sensors',
      sensors: sensors.map((s) => ({
        id: s.id,
        name: s.name,
        kind: s.kind,
        state: s.id === 6 ? 'silent' : s.id === 5 && empty ? 'waiting' : 'alive',
        age_s: s.id === 6 ? 184 : s.kind === 'adsb' ? 0.2 : age(s.id),
        rate_hz: s.id === 6 ? 0 : s.kind === 'adsb' ? 42.5 : 3.1,
        turn_s: s.kind === 'radar' ? 5 : null,
        errors: s.id === 2 ? 3 : 0,
        note: s.id === 6 ? 'not connected: 10.0.0.7:30005: Connection refused (os error 111)' : s.id === 2 ? 'ASTERIX category 062 is not known' : null,
      })),
    });
  }
  const decisions = new Map();
  const plan = (id, callsign, extra) => ({ id, callsign, departure: 'DRRN', off_block: new Date(start).toISOString(), destination: 'DRZA', elapsed_min: 100, route: 'DCT TOBUK DCT', points: [{ name: 'TOBUK', estimate: new Date(start + 1.8e6).toISOString() }], other: '<img src=x onerror=alert(1)>', phase: 'active', alerting: 'none', changed: new Date(start).toISOString(), changed_by: 'mock', ...extra });
  const plans = [plan(1, 'AFR113'), plan(2, 'NIG777', { phase: 'filed', alerting: 'incerfa' })];
  const repair = [];
  const permits = [];
  const sendAlerts = (client) => text(client, { type: 'alerts', rev, alerts });

  const http = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const match = /^\/api\/v1\/alerts\/(\d+)\/acknowledge$/.exec(url.pathname);
    const answer = (status, body) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    if (match && request.method === 'POST') {
      let body = '';
      for await (const chunk of request) body += chunk;
      const { operator } = JSON.parse(body);
      const alert = alerts.find((a) => a.id === Number(match[1]));
      if (mode === 'replay') return answer(503, { error: 'a replay takes no commands' });
      if (!alert) return answer(404, { error: 'no such alert' });
      if (alert.state === 'acknowledged') return answer(409, { error: 'already acknowledged' });
      acknowledgements.push({ id: alert.id, operator });
      Object.assign(alert, { state: 'acknowledged', acknowledged_by: operator, acknowledged_at: new Date(atMs).toISOString() });
      const f = fleet.find((t) => t.n === alert.track);
      if (f) f.open = false;
      rev++;
      clients.forEach(sendAlerts);
      return answer(200, { accepted: true });
    }
    const asked = /^\/api\/v1\/tracks\/(\d+)(?:\/(identify|reject|withdraw))?$/.exec(url.pathname);
    if (asked) {
      const f = fleet.find((t) => t.n === Number(asked[1]));
      if (!f) return answer(404, { error: `there is no track ${asked[1]} now; numbers are never used again` });
      const fr = url.searchParams.get('lang') === 'fr';
      if (!asked[2]) {
        const d = decisions.get(f.n);
        const who = d ? { state: 'identified', identity: d.identity, decision: { by: d.operator, at: new Date(atMs).toISOString(), reason: d.reason } } : { state: f.callsign ? 'pending' : 'unknown', ...(f.callsign ? { identity: f.callsign } : {}) };
        const words = [d ? (fr ? `Décidé par ${d.operator} : ${d.reason}.` : `Decided by ${d.operator}: ${d.reason}.`) : fr ? 'Non établi.' : 'Not established.', '<img src=x onerror=alert(1)>'];
        return answer(200, { number: f.n, why: { words: [fr ? `La piste ${f.n} est une cible.` : `Track ${f.n} is a target.`] }, who: { ...who, since: new Date(start).toISOString(), odds_ln: 1, ledger: [], words } });
      }
      let body = '';
      for await (const chunk of request) body += chunk;
      const { operator, identity, reason } = JSON.parse(body);
      if (reason === 'refuse') return answer(409, { error: 'the plan is over' });
      if (asked[2] === 'withdraw') decisions.delete(f.n);
      else decisions.set(f.n, { operator, reason, identity: asked[2] === 'identify' ? identity : undefined });
      return answer(200, { accepted: true, done: true, mode });
    }
    const told = async () => {
      let body = '';
      for await (const chunk of request) body += chunk;
      return JSON.parse(body);
    };
    const [, kind, id, act] = /^\/api\/v1\/(plans|messages|permits)(?:\/(\d+)(?:\/(position|revoke))?)?$/.exec(url.pathname) ?? [];
    if (kind && request.method === 'GET') {
      if (kind === 'plans' && id) return plans[id - 1] ? answer(200, { ...plans[id - 1], message: '(FPL-AFR113-IS\n-A320/M)' }) : answer(404, { error: `there is no plan ${id}` });
      return answer(200, kind === 'plans' ? { plans } : kind === 'messages' ? { repair } : { permits });
    }
    if (kind && request.method === 'POST') {
      const body = await told();
      const faults = [];
      if (kind === 'messages' && !body.text.endsWith(')')) {
        faults.push('text: expected a closing bracket; end with )');
        repair.push({ at: new Date(atMs).toISOString(), by: body.operator, text: body.text, faults });
      } else if (act === 'position') {
        const point = plans[id - 1].points.find((p) => p.name === body.point);
        if (!point) return answer(404, { error: `the plan has no point ${body.point}` });
        Object.assign(point, { passed: body.passed, level_ft: body.level_ft });
      } else if (act === 'revoke') Object.assign(permits[id - 1], { in_force: false, revoked: { at: new Date(atMs).toISOString(), by: body.operator } });
      else if (kind === 'permits') permits.push({ id: permits.length + 1, holder: '', remark: '', in_force: true, entered: { at: new Date(atMs).toISOString(), by: body.operator }, ...body });
      return answer(200, { accepted: true, done: true, mode, ...(faults.length > 0 ? { faults } : {}) });
    }
    if (url.pathname === '/api/v1/picture') {
      const detail = (f) => ({
        number: f.n,
        plots: 42,
        initiated: new Date(start).toISOString(),
        position_covariance_m2: { ee: 64, en: 0, nn: 36 },
        ...(f.source === 0 ? {} : { nic: 8, nac_p: 9, sil: 3 }),
        contributions: (f.source === 6 ? [0, 3] : [f.source === 3 ? 3 : 1]).map((sensor, i) => ({ sensor, kind: sensor < 3 ? 'mode_s' : 'adsb', at: new Date(f.shown.at - i * 2000).toISOString() })),
      });
      return answer(200, { at: new Date(atMs).toISOString(), mode, tracks: fleet.map(detail), alerts: [], sensors: [] });
    }
    const file = join(DIST, normalize(url.pathname === '/' ? '/index.html' : url.pathname));
    if (!file.startsWith(DIST)) return answer(404, { error: 'not found' });
    try {
      const bytes = await readFile(file);
      // As strict as a server may be with this page.
      const policy = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
      response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' }).end(bytes);
    } catch {
      answer(404, { error: 'not found' });
    }
  });
  const wss = new WebSocketServer({ server: http, path: '/api/v1/stream' });
  wss.on('connection', (socket) => {
    const client = { socket, sequence: 0 };
    clients.add(client);
    socket.on('close', () => clients.delete(client));
    socket.on('message', (data) => {
      if (String(data).includes('keyframe')) whole(client);
    });
    text(client, { type: 'hello', version: 1, server: 'vigie mock', site: 'FIR Niamey', mode, exercise, heartbeat_ms: 1000, home: { lat: 16.6, lon: 8.2, zoom: 5.6 } });
    text(client, { type: 'static', rev: 1, sensors, areas: empty === 'sensors' ? [] : AREAS });
    health(client);
    whole(client);
    if (fleet.length > 0) client.socket.send(trail(client));
    sendAlerts(client);
  });

  move(0);
  let ticks = 0;
  const timer = setInterval(() => {
    if (!stalled) move(0.25 * rate);
    if (paused) return;
    ticks++;
    for (const client of clients) {
      if (stalled) {
        if (ticks % 4 === 0) client.socket.send(header(3, client, 0));
        continue;
      }
      client.socket.send(Buffer.concat([header(1, client, fleet.length), records()]));
      if (ticks % 4 === 0) health(client);
      if (ticks % 40 === 0) {
        for (const a of alerts) if (a.time_to_go_s !== null) a.time_to_go_s = Math.max(0, a.time_to_go_s - 10);
        sendAlerts(client);
      }
    }
  }, 250);
  await new Promise((done) => http.listen(port, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${http.address().port}/`,
    acknowledgements,
    pause: () => (paused = true),
    resume: () => (paused = false),
    stall: (on) => (stalled = on),
    close: () => {
      clearInterval(timer);
      for (const { socket } of clients) socket.terminate();
      wss.close();
      return new Promise((done) => http.close(done));
    },
  };
}

function alertList(byIndex, start) {
  const time = (s) => new Date(start + s * 1000).toISOString().replace('.000', '');
  const alert = (id, kind, severity, state, index, label, since, extra) => ({
    id, kind, severity, state, track: byIndex(index)?.n ?? null, label, since: time(since), ended: null, acknowledged_by: null, acknowledged_at: null,
    area: null, distance_m: null, time_to_go_s: null, evidence: [], lat: byIndex(index)?.lat ?? null, lon: byIndex(index)?.lon ?? null, ...extra,
  });
  return [
    alert(3, 'emergency_squawk', 'alarm', 'raised', 9, 'NIG501', -42, { evidence: [{ key: 'squawk', value: '7700' }, { key: 'replies', value: '2' }, { key: 'emergency', value: 'general' }] }),
    alert(2, 'border_crossing', 'warning', 'raised', 0, '#1001', -15, { distance_m: 2300, area: 'Nigeria – Niger', evidence: [{ key: 'direction', value: 'in' }, { key: 'transponder', value: 'no' }, { key: 'level_unknown', value: 'never said' }, { key: 'sigma_m', value: '210' }] }),
    alert(4, 'area_entry', 'caution', 'predicted', 12, byIndex(12)?.callsign ?? '', -5, { distance_m: 98000, time_to_go_s: 780, area: 'ZR Arlit', evidence: [{ key: 'level', value: 'F190' }, { key: 'something_new', value: '<img src=x onerror=alert(1)>' }] }),
    ...[22, 23, 24].map((index, i) =>
      alert(5 + i, 'border_crossing', 'caution', 'raised', index, byIndex(index)?.callsign ?? `#${1001 + index}`, -100 - i * 60, { area: 'Niger', evidence: [{ key: 'border', value: 'Niger' }, { key: 'direction', value: i % 2 ? 'in' : 'out' }, { key: 'transponder', value: 'yes' }, { key: 'level_ft', value: '33000' }, { key: 'speed_kt', value: '455' }, { key: 'sigma_m', value: '4' }, { key: 'depth_nm', value: '0.3' }] }),
    ),
    alert(1, 'track_loss', 'caution', 'over', 20, 'DAH140', -400, { ended: time(-200), acknowledged_by: 'A. Moussa', acknowledged_at: time(-300) }),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, otherwise) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? otherwise : process.argv[at + 1];
  };
  const mock = await startMock({
    port: Number(option('port', 8090)),
    tracks: Number(option('tracks', 60)),
    mode: option('mode', 'exercise'),
    ...(process.argv.includes('--exercise') ? { exercise: true } : {}),
    empty: option('empty', null),
    rate: process.argv.includes('--fast') ? 10 : 1,
  });
  console.log(mock.url);
}
