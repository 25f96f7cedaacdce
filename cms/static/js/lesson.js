/* One step at a time. In <head>: the class comes before the first paint.
   The address (#step-3) is the only memory. */
(function () {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');
  history.scrollRestoration = 'manual';

  function start() {
    const main = document.querySelector('main[data-lesson]');
    const steps = main ? Array.from(main.querySelectorAll('.step')) : [];
    if (!steps.length) { root.classList.remove('js'); return; }
    const words = main.dataset;
    const zero = root.lang.startsWith('km') ? 0x17E0 : 0x30;
    const digits = n => String(n).replace(/\d/g, d => String.fromCharCode(zero + +d));
    let now = -1;

    function add(parent, tag, name) {
      const node = parent.appendChild(document.createElement(tag));
      node.className = name;
      return node;
    }
    const bar = add(document.body, 'nav', 'bar');
    bar.setAttribute('aria-label', words.label);
    const dots = add(bar, 'ol', 'dots');
    dots.setAttribute('aria-hidden', 'true');
    steps.forEach(() => add(dots, 'li', ''));
    const row = add(bar, 'div', '');
    const back = add(row, 'a', 'go go--plain');
    back.textContent = words.back;
    const count = add(row, 'span', 'count');
    count.setAttribute('aria-live', 'polite');
    const next = add(row, 'a', 'go');
    const label = add(next, 'span', '');
    next.append(...main.querySelectorAll('#arrow svg'));
    main.after(bar);

    function show(index, focus) {
      if (index === now) { return; }
      now = index;
      main.querySelectorAll('audio').forEach(audio => audio.pause());
      const last = index === steps.length - 1;
      steps.forEach((step, i) => {
        step.classList.toggle('here', i === index);
        dots.children[i].className = i === index ? 'here' : i < index ? 'done' : '';
      });
      back.classList.toggle('off', index === 0);
      back.href = '#' + steps[Math.max(index - 1, 0)].id;
      next.classList.toggle('off', last && !words.checkUrl);
      label.textContent = last ? words.start : words.next;
      next.href = last ? words.checkUrl : '#' + steps[index + 1].id;
      count.textContent = digits(index + 1) + ' / ' + digits(steps.length);
      if (!focus) { return; }
      const heading = steps[index].querySelector('h1, h2, h3') || steps[index];
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    /* a phone that can read the lesson's language aloud fetches what lets it; the others pay nothing for it */
    const speech = window.speechSynthesis;
    function offer() {
      if (speech.getVoices().some(one => one.lang.slice(0, 2) === root.lang)) {
        speech.onvoiceschanged = null;
        add(main, 'script', '').src = words.voice;
      }
    }
    if (speech && words.voice) {
      speech.onvoiceschanged = offer;
      offer();
    }

    const named = () => steps.findIndex(step => '#' + step.id === location.hash);

    addEventListener('hashchange', () => {
      const index = location.hash ? named() : 0;
      if (index >= 0) { show(index, true); }
    });
    addEventListener('keydown', event => {
      const busy = 'a, button, input, select, textarea, summary, audio, video';
      if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest(busy)) { return; }
      if (event.key === 'ArrowRight') { next.click(); }
      if (event.key === 'ArrowLeft' && now) { back.click(); }
    });
    show(Math.max(named(), 0), false);
    root.classList.add('ready');
  }

  addEventListener('DOMContentLoaded', start);
}());
