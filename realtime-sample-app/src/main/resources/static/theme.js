/*
 * Light or dark: as the system has it, until the visitor says otherwise.
 */
import { byId, remember, remembered } from "./dom.js";

const system = matchMedia("(prefers-color-scheme: dark)");
let chosen = remembered("localStorage", "theme");

function apply() {
	const theme = chosen ?? (system.matches ? "dark" : "light");
	document.documentElement.dataset.theme = theme;
	byId("theme").setAttribute("aria-pressed", String(theme === "dark"));
}

system.addEventListener("change", apply);
byId("theme").addEventListener("click", () => {
	const other = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
	chosen = (other === "dark") === system.matches ? null : other;
	remember("localStorage", "theme", chosen);
	apply();
});
apply();
