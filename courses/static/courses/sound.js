/* Records the steps of a lesson in the editor. The list stands in the page's form but has no field of it:
   everything is sent by itself, and the row that comes back takes the old one's place. */
(function () {
  'use strict';
  const LONGEST = 300; // seconds, well below what may be sent
  const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
  const hears = Boolean(navigator.mediaDevices && window.MediaRecorder);
  const takes = new WeakMap(); // row -> what was recorded and not kept yet
  let recorder = null;

  const part = (row, name) => row.querySelector('[data-do=' + name + ']');
  const say = (row, text) => { row.querySelector('.sound__error').textContent = text || ''; };
  const list = row => row.closest('[data-sounds]');

  function headers() {
    const config = JSON.parse(document.getElementById('wagtail-config').textContent);
    return { 'X-Requested-With': 'XMLHttpRequest', [config.CSRF_HEADER_NAME]: config.CSRF_TOKEN };
  }

  /* idle: record, upload, delete; on: stop; taken: listen, keep, discard */
  function show(row, state) {
    const shown = { record: state === 'idle' && hears, stop: state === 'on', keep: state === 'taken', discard: state === 'taken', drop: state === 'idle' };
    Object.keys(shown).forEach(name => { const button = part(row, name); if (button) { button.hidden = !shown[name]; } });
    row.querySelector('label').hidden = state !== 'idle';
    row.querySelector('output').hidden = state !== 'on';
    row.querySelector('.sound__take').hidden = state !== 'taken';
    row.classList.toggle('is-busy', state !== 'idle');
  }

  function ready(root) {
    root.querySelectorAll('.sound').forEach(row => {
      if (row.querySelector('label')) { show(row, 'idle'); }
      if ('waiting' in row.dataset) { setTimeout(() => renew(row), 4000); }
    });
  }

  function replace(row, html) {
    const holder = document.createElement('ol');
    holder.innerHTML = html;
    const fresh = holder.firstElementChild;
    ready(holder);
    row.replaceWith(fresh);
    return fresh;
  }

  const isAtRest = root => !root.querySelector('.is-busy') && !root.matches('.is-busy')
    && Array.from(root.querySelectorAll('audio')).every(audio => audio.paused);

  async function get(address) {
    const answer = await fetch(address, { headers: headers() }).catch(() => null);
    return answer && answer.ok && !answer.redirected ? answer.text() : null;
  }

  async function renew(row) {
    const html = row.isConnected && await get(row.dataset.step);
    if (html && row.isConnected && isAtRest(row)) { replace(row, html); }
  }

  async function renewAll(root) {
    const html = isAtRest(root) && await get(root.dataset.sounds);
    if (html && isAtRest(root)) { root.innerHTML = html; ready(root); }
  }

  async function send(row, address, body) {
    row.querySelectorAll('button').forEach(button => { button.disabled = true; });
    const answer = await fetch(address, { method: 'POST', headers: headers(), body }).catch(() => null);
    if (answer && !answer.redirected && (answer.ok || answer.status === 422)) {
      replace(row, await answer.text()).querySelector('h3').focus();
      return;
    }
    row.querySelectorAll('button').forEach(button => { button.disabled = false; });
    say(row, list(row).dataset.failed);
  }

  function form(file, name, seconds) {
    const body = new FormData();
    body.append('sound', file, name);
    if (seconds) { body.append('seconds', seconds.toFixed(1)); }
    return body;
  }

  async function record(row) {
    say(row);
    if (recorder) { recorder.stop(); }
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) { say(row, list(row).dataset.denied); return; }
    const mimeType = TYPES.find(type => MediaRecorder.isTypeSupported(type));
    const mine = recorder = new MediaRecorder(stream, Object.assign({ audioBitsPerSecond: 64000 }, mimeType && { mimeType }));
    const pieces = [];
    const began = Date.now();
    const clock = row.querySelector('output');
    const tick = () => {
      const seconds = Math.round((Date.now() - began) / 1000);
      clock.textContent = Math.floor(seconds / 60) + ':' + String(seconds % 60).padStart(2, '0');
      if (seconds >= LONGEST && mine.state === 'recording') { mine.stop(); }
    };
    const ticking = setInterval(tick, 250);
    tick();
    mine.ondataavailable = event => pieces.push(event.data);
    mine.onstop = () => {
      clearInterval(ticking);
      stream.getTracks().forEach(track => track.stop());
      if (recorder === mine) { recorder = null; }
      const blob = new Blob(pieces, { type: mine.mimeType.split(';')[0] });
      takes.set(row, { blob, seconds: (Date.now() - began) / 1000 });
      row.querySelector('.sound__take').src = URL.createObjectURL(blob);
      show(row, 'taken');
      part(row, 'keep').focus();
    };
    mine.start();
    show(row, 'on');
    part(row, 'stop').focus();
  }

  const acts = {
    record,
    stop: () => { if (recorder) { recorder.stop(); } },
    keep: row => { const take = takes.get(row); send(row, row.dataset.step, form(take.blob, 'take', take.seconds)); },
    discard: row => {
      const audio = row.querySelector('.sound__take');
      URL.revokeObjectURL(audio.src);
      audio.removeAttribute('src');
      takes.delete(row);
      show(row, 'idle');
      part(row, 'record').focus();
    },
    drop: row => { if (confirm(list(row).dataset.sure)) { send(row, row.dataset.step + 'drop/'); } },
  };

  addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('[data-sounds]').forEach(root => {
      document.querySelectorAll('.sound__deaf').forEach(note => { note.hidden = hears; });
      if (root.querySelector('form')) { renewAll(root); } else { ready(root); } // the page without script has forms instead of buttons
      root.addEventListener('click', event => {
        const button = event.target.closest('[data-do]');
        if (button) { acts[button.dataset.do](button.closest('.sound')); }
      });
      root.addEventListener('change', event => {
        const [file] = event.target.files || [];
        if (file && !event.target.form?.matches('.sound__do')) { send(event.target.closest('.sound'), event.target.closest('.sound').dataset.step, form(file, file.name)); }
      });
      document.addEventListener('w-autosave:success', () => renewAll(root)); // the texts may be others now
    });
  });
  addEventListener('beforeunload', event => { if (document.querySelector('.sound.is-busy')) { event.preventDefault(); } });
}());
