import { html, render } from 'lit-html';
import './board.css';

const seats = (count) => (count === 1 ? 'one seat' : `${count} seats`);

const response = await fetch('/api/boats?crew=1');
const { boats } = await response.json();
render(
  html`<ul>
    ${boats.map((boat) => html`<li>${boat.name}, ${seats(boat.seats)}</li>`)}
  </ul>`,
  document.querySelector('#board'),
);
