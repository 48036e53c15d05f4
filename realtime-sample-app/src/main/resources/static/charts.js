/*
 * The figures of the last two minutes, a line for each node. Points are placed by the time that they were measured at,
 * so what was missed leaves a hole, and what was replayed fills it.
 */
import { byId, copy, write } from "./dom.js";
import { duration } from "./words.js";

const WINDOW = 120_000;
const LEAST_WINDOW = 30_000;
const BREAK = 2_500;
const WIDTH = 120;
const HEIGHT = 40;
const SVG = "http://www.w3.org/2000/svg";

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
	{ title: "Open streams", value: (f) => f.connections, text: String, floor: 3, note: () => "on this node" },
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

function pair(svg, series) {
	const paths = ["area", "line"].map((name) => {
		const element = document.createElementNS(SVG, "path");
		element.setAttribute("class", name);
		element.dataset.series = series;
		svg.append(element);
		return element;
	});
	return { area: paths[0], line: paths[1] };
}

function chart(container, { title, value, text, floor, note }) {
	const element = copy("chart-template");
	const [big, small, svg] = ["b", "small", "svg"].map((selector) => element.querySelector(selector));
	const drawn = [];
	write(element.querySelector("h2"), title);
	write(big, "–");
	svg.setAttribute("aria-label", `${title}: no figures yet`);
	container.append(element);
	return (nodes, main) => {
		const lines = nodes.map(({ history }) => history.map((point, index) =>
			({ time: point.time, value: value(point.figures, point.time, history[index - 1]) })).filter((point) => Number.isFinite(point.value)));
		const all = lines.flat();
		if (all.length === 0) {
			return;
		}
		const highest = Math.max(...all.map((point) => point.value));
		const times = nodes.flatMap(({ history }) => history.map((point) => point.time));
		const end = Math.max(...times);
		const scale = { end, span: Math.max(LEAST_WINDOW, end - Math.min(...times)), top: Math.max(floor, highest * 1.1) };
		lines.forEach((points, index) => {
			drawn[index] ??= pair(svg, index);
			const shape = path(points, scale);
			drawn[index].area.setAttribute("d", shape.area);
			drawn[index].line.setAttribute("d", shape.line);
		});
		const points = lines[main].length > 0 ? lines[main] : all;
		write(big, text(points[points.length - 1].value));
		write(small, note(nodes[main].history[nodes[main].history.length - 1].figures));
		svg.setAttribute("aria-label", `${title} over two minutes, now ${big.textContent}, at most ${text(highest)}`);
	};
}

function legend(nodes, main) {
	const shown = nodes.map(({ name }, index) => {
		const item = document.createElement("span");
		const colour = document.createElement("i");
		colour.dataset.series = String(Math.min(index, 2));
		item.append(colour, `node ${name}${index === main && nodes.length > 1 ? ", yours" : ""}`);
		return item;
	});
	byId("legend").replaceChildren(...shown);
}

/** Takes the figures of one second after the other; anybody may publish, so their shape is checked. */
export function createCharts(container) {
	const draw = CHARTS.map((description) => chart(container, description));
	const nodes = new Map();
	let mine = null;
	let planned = false;

	function plan() {
		if (!planned) {
			planned = true;
			requestAnimationFrame(() => {
				planned = false;
				const now = Math.max(...[...nodes.values()].flatMap((history) => history.map((point) => point.time)));
				nodes.forEach((history, name) => (history.length === 0 || history[history.length - 1].time < now - WINDOW) && nodes.delete(name));
				const all = [...nodes].map(([name, history]) => ({ name, history })).sort((one, other) => one.name.localeCompare(other.name)).slice(0, 3);
				if (all.length > 0) {
					const main = Math.max(0, all.findIndex(({ name }) => name === mine));
					legend(all, main);
					draw.forEach((each) => each(all, main));
				}
			});
		}
	}

	return {
		/** Whose value is the one in figures. */
		of(node) {
			mine = node;
			plan();
		},
		add({ timestamp: time, payload: figures }) {
			if (!(figures?.cpu && figures.heap && figures.gc && figures.node) || !Number.isFinite(time)) {
				return;
			}
			const history = nodes.get(figures.node) ?? [];
			nodes.set(figures.node, history);
			// A snapshot and what is pushed overlap: one point for each second.
			if (!history.some((point) => Math.abs(point.time - time) < 500)) {
				history.push({ time, figures });
				history.sort((one, other) => one.time - other.time);
			}
			while (history[0].time < history[history.length - 1].time - WINDOW) {
				history.shift();
			}
			plan();
		},
	};
}
