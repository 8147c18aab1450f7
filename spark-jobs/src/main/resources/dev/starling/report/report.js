
(function () {
  'use strict';
  var tip = document.getElementById('tip');
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var names = {};
  var hidden = {};
  all('.legend button').forEach(function (button) { names[button.dataset.key] = button.textContent; });

  function each(key, action) { all('g[data-s="' + key + '"]').forEach(action); }

  all('.legend button').forEach(function (button) {
    var key = button.dataset.key;
    button.addEventListener('click', function () {
      hidden[key] = !hidden[key];
      all('.legend button[data-key="' + key + '"]').forEach(function (same) {
        same.setAttribute('aria-pressed', String(!hidden[key]));
      });
      each(key, function (group) { group.classList.toggle('off', hidden[key]); });
    });
    button.addEventListener('pointerenter', function () {
      all('figure svg g[data-s]').forEach(function (group) { 
        group.classList.toggle('pale', group.dataset.s !== key);
        group.classList.toggle('lit', group.dataset.s === key);
      });
    });
    button.addEventListener('pointerleave', function () {
      all('g.pale, g.lit').forEach(function (group) { group.classList.remove('pale', 'lit'); });
    });
  });

  function nearest(points, x) {
    return points.reduce(function (best, point) {
      return Math.abs(point[0] - x) < Math.abs(best[0] - x) ? point : best;
    });
  }

  function show(svg, lines, event) {
    var frame = svg.getBoundingClientRect();
    var x = (event.clientX - frame.left) / frame.width * svg.viewBox.baseVal.width;
    var found = lines.filter(function (line) { return !hidden[line.s]; }).map(function (line) {
      return { s: line.s, p: nearest(line.p, x) };
    });
    if (!found.length) { return; }
    var at = nearest(found.map(function (f) { return f.p; }), x);
    found = found.filter(function (f) { return f.p[1] === at[1]; });
    found.sort(function (a, b) { return Number(b.p[2]) - Number(a.p[2]); });
    var cursor = svg.querySelector('.cursor');
    cursor.setAttribute('x1', at[0]);
    cursor.setAttribute('x2', at[0]);
    svg.classList.add('on');
    tip.textContent = 'round ' + at[1];
    found.forEach(function (f) {
      var row = document.createElement('div');
      row.className = 'c' + f.s % 8;
      row.appendChild(document.createElement('i'));
      row.appendChild(document.createElement('span')).textContent = names[f.s];
      row.appendChild(document.createElement('b')).textContent = f.p[2];
      tip.appendChild(row);
    });
    tip.hidden = false;
    var right = event.clientX + tip.offsetWidth + 30 > document.documentElement.clientWidth;
    tip.style.left = (window.scrollX + event.clientX + (right ? -tip.offsetWidth - 14 : 14)) + 'px';
    tip.style.top = (window.scrollY + event.clientY + 14) + 'px';
  }

  all('svg[data-lines]').forEach(function (svg) {
    var lines = JSON.parse(svg.dataset.lines);
    svg.addEventListener('pointermove', function (event) { show(svg, lines, event); });
    svg.addEventListener('pointerleave', function () { tip.hidden = true; svg.classList.remove('on'); });
  });

  window.addEventListener('beforeprint', function () {
    all('details:not(.aside)').forEach(function (d) { if (!d.open) { d.open = true; d.dataset.shut = 'yes'; } });
  });
  window.addEventListener('afterprint', function () {
    all('details[data-shut]').forEach(function (d) { d.open = false; delete d.dataset.shut; });
  });
})();
