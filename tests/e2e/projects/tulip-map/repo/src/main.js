import { html, render } from 'lit-html';
import { fieldAt, inBloom } from './bloom.js';
import fields from './fields.json';
import './style.css';

const one = (field) => html`
  <h1>${field.name}</h1>
  <p>${field.tulip} blooms here from week ${field.bloomsFrom} to week ${field.bloomsTo}.</p>
  <a href="/">All fields</a>
`;

const all = (week) => html`
  <h1>The tulip map</h1>
  <p>In week ${week} ${inBloom(fields, week).length} of ${fields.length} fields bloom.</p>
  <ul>
    ${fields.map((field) => html`<li><a href="/fields/${field.slug}">${field.name}</a></li>`)}
  </ul>
`;

function draw() {
  const field = fieldAt(fields, location.pathname);
  render(field ? one(field) : all(18), document.querySelector('#map'));
}

addEventListener('popstate', draw);
addEventListener('click', (event) => {
  const link = event.target.closest('a');
  if (link?.origin === location.origin) {
    event.preventDefault();
    history.pushState(null, '', link.href);
    draw();
  }
});
document.querySelector('#map').textContent = '';
draw();
