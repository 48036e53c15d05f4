/*
 * Sparklines of the last two minutes. Points are placed by the time that they were measured at, so what
 * was missed leaves a hole, and what was replayed fills it.
 */
import { duration } from "./words.js";

const WINDOW = 120_000;
const LEAST_WINDOW = 30_000;
const BREAK = 2_500;
const WIDTH = 120;
const HEIGHT = 32;

const percent = (value) => `${(value * 100).toFixed(value < 0.0995 ? 1 : 0)} %`;

function bytes(value) {
	const [divisor, unit] = value >= 2 ** 30 ? [2 ** 30, "GB"] : [2 ** 20, "MB"];
	const amount = value / divisor;
	return `${amount.toFixed(amount < 10 ? 1 : 0)} ${unit}`;
}

/** Each chart: what it is called, its value out of the figures, how it reads, and the least top of its scale. */
const CHARTS = [
	{ title: "CPU, machine", value: (f) => f.cpu.machine, text: percent, floor: 0.25, note: (f) => `${f.cpu.cores} cores` },
	{ title: "CPU, this JVM", value: (f) => f.cpu.process, text: percent, floor: 0.1, note: (f) => `up ${duration(f.uptimeMillis)}` },
	{ title: "Heap", value: (f) => f.heap.used, text: bytes, floor: 2 ** 24, note: (f) => `of ${bytes(f.heap.max)}` },
	{ title: "Garbage collection", value: gcMillis, text: (v) => `${v.toFixed(0)} ms/s`, floor: 20,
		note: (f) => `${f.gc.collections} so far` },
	{ title: "Threads", value: (f) => f.threads, text: String, floor: 10, note: () => "" },
	{ title: "Connections", value: (f) => f.connections, text: String, floor: 3, note: () => "open streams" },
];

/** Collection time is counted since the start: what it grew by, unless the JVM is another one. */
function gcMillis(figures, time, earlier) {
	const grown = earlier ? figures.gc.millis - earlier.figures.gc.millis : NaN;
	return earlier && grown >= 0 && time > earlier.time ? (grown * 1000) / (time - earlier.time) : null;
}

function path(points, { end, span, top }) {
	let line = "";
	let area = "";
	let start = 0;
	let last = null;
	const close = () => {
		area += last ? `L${last.x} ${HEIGHT}L${start} ${HEIGHT}Z` : "";
	};
	for (const { time, value } of points) {
		const x = (WIDTH * (1 - (end - time) / span)).toFixed(1);
		const y = (HEIGHT - 1 - (HEIGHT - 2) * Math.min(1, value / top)).toFixed(1);
		const joined = last !== null && time - last.time <= BREAK;
		if (!joined) {
			close();
			start = x;
		}
		line += `${joined ? "L" : "M"}${x} ${y}`;
		area += `${joined ? "L" : "M"}${x} ${y}`;
		last = { x, time };
	}
	close();
	return { line, area };
}

function chart(container, template, { title, value, text, floor, note }) {
	const element = template.content.firstElementChild.cloneNode(true);
	element.querySelector("h2").textContent = title;
	const [big, small] = [element.querySelector("b"), element.querySelector("small")];
	const [svg, area, line] = ["svg", ".area", ".line"].map((selector) => element.querySelector(selector));
	big.textContent = "–";
	svg.setAttribute("aria-label", `${title}: no figures yet`);
	container.append(element);
	return (history) => {
		const points = [];
		history.forEach((point, index) => {
			const number = value(point.figures, point.time, history[index - 1]);
			if (typeof number === "number" && Number.isFinite(number)) {
				points.push({ time: point.time, value: number });
			}
		});
		const latest = history[history.length - 1];
		if (points.length === 0) {
			return;
		}
		const highest = Math.max(...points.map((point) => point.value));
		const span = Math.max(LEAST_WINDOW, latest.time - history[0].time);
		const shape = path(points, { end: latest.time, span, top: Math.max(floor, highest * 1.1) });
		area.setAttribute("d", shape.area);
		line.setAttribute("d", shape.line);
		big.textContent = text(points[points.length - 1].value);
		small.textContent = note(latest.figures);
		svg.setAttribute("aria-label", `${title} over two minutes, now ${big.textContent}, at most ${text(highest)}`);
	};
}

/** Returns a function that takes the figures of one second; anybody may publish, so their shape is checked. */
export function charts(container, template) {
	const draw = CHARTS.map((description) => chart(container, template, description));
	const history = [];
	let planned = false;
	return ({ timestamp: time, payload: figures }) => {
		if (!(figures?.cpu && figures.heap && figures.gc) || !Number.isFinite(time)) {
			return;
		}
		history.push({ time, figures });
		while (history.length > 0 && history[0].time < time - WINDOW) {
			history.shift();
		}
		if (!planned) {
			planned = true;
			requestAnimationFrame(() => {
				planned = false;
				draw.forEach((each) => each(history));
			});
		}
	};
}
