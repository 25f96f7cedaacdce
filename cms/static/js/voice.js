/* The phone's own voice reads the steps that have no recording. Fetched by lesson.js, where there is such a voice. */
(function () {
  'use strict';
  const main = document.querySelector('main[data-lesson]');
  const words = main.dataset;
  const speech = window.speechSynthesis;
  const voice = speech.getVoices().find(one => one.lang.slice(0, 2) === document.documentElement.lang);
  let reading = null; // the label of the button that was tapped

  function hush() {
    if (reading) { reading.textContent = words.listen; reading = null; speech.cancel(); }
  }

  function read(step, label) {
    const wasOn = reading === label;
    hush();
    if (wasOn) { return; }
    reading = label;
    label.textContent = words.stop;
    const parts = Array.from(step.querySelectorAll('h2, .phone p, .clues li, .lead p, .lead li')).filter(node => node.offsetParent);
    label.said = parts.map(node => {
      const copy = node.cloneNode(true);
      copy.querySelectorAll('sup').forEach(mark => mark.remove()); // the number of a clue is no part of an address
      const said = new SpeechSynthesisUtterance(copy.textContent);
      said.voice = voice;
      said.lang = voice.lang;
      return said;
    }); // held by the label: Chrome forgets what nobody holds, and then tells no end
    label.said[parts.length - 1].onend = () => { if (reading === label) { hush(); } };
    label.said.forEach(said => speech.speak(said));
  }

  main.querySelectorAll('p.quiet.listen').forEach(line => {
    const step = line.closest('.step');
    const button = document.createElement('button');
    button.className = 'go go--link listen';
    button.append(...line.childNodes);
    button.querySelector('path + path').setAttribute('d', 'M16.5 9a4 4 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11');
    const label = button.querySelector('span');
    label.textContent = words.listen;
    button.onclick = () => read(step, label);
    line.replaceWith(button);
  });
  addEventListener('hashchange', hush);
  addEventListener('pagehide', hush);
}());
