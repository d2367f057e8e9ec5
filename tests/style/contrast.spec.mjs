// Contrast of every pair of tokens that carries text or an edge, in both themes (WCAG 2.2, 1.4.3 and 1.4.11).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../../style/tokens.css", import.meta.url), "utf8");
const COLOUR = /--([\w-]+):\s*((?:light-dark\([^;]*?\)\)|oklch\([^;]*?\)))\s*;/g;
const tokens = new Map();
for (const [, name, value] of css.matchAll(COLOUR)) if (!tokens.has(name)) tokens.set(name, value);

/** Linear sRGB of an `oklch()` colour. */
function linear(text) {
  const [l, c, h] = text.match(/oklch\(([^)/]+)/)[1].trim().split(/\s+/)
    .map((part) => (part.endsWith("%") ? parseFloat(part) / 100 : parseFloat(part)));
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const L = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const M = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const S = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * L - 3.3077115913 * M + 0.2309699292 * S,
    -1.2684380046 * L + 2.6097574011 * M - 0.3413193965 * S,
    -0.0041960863 * L - 0.7034186147 * M + 1.707614701 * S,
  ];
}

/** A token in one theme: the first colour is for light, the last for dark. */
function colour(name, theme) {
  assert.ok(tokens.has(name), `there is no token --${name}`);
  const colours = tokens.get(name).match(/oklch\([^)]*\)/g);
  return linear(theme === "dark" ? colours.at(-1) : colours[0]);
}

/** What a screen with eight bits per channel shows. */
function shown(channel) {
  const encoded = channel <= 0.0031308 ? 12.92 * channel : 1.055 * channel ** (1 / 2.4) - 0.055;
  const whole = Math.round(Math.min(1, Math.max(0, encoded)) * 255) / 255;
  return whole <= 0.04045 ? whole / 12.92 : ((whole + 0.055) / 1.055) ** 2.4;
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((channel) => shown(Math.max(0, channel)));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(one, other) {
  const [bright, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dark + 0.05);
}

const TEXT = 4.5;
const EDGE = 3;
const HUES = ["danger", "warn", "ok", "info", "plum"];
const pairs = [];
for (const ink of ["ink", "ink-2", "ink-3", "accent-text", ...HUES.map((hue) => `${hue}-text`)]) {
  for (const ground of ["surface", "canvas", "sunken", "raised"]) pairs.push([ink, ground, TEXT]);
}
for (const hue of ["accent", ...HUES]) pairs.push([`on-${hue}`, hue, TEXT], [`${hue}-text`, `${hue}-tint`, TEXT]);
for (const hue of HUES) pairs.push(["ink", `${hue}-tint`, TEXT], ["ink-2", `${hue}-tint`, TEXT]);
for (const ink of ["ink", "ink-2", "ink-3"]) pairs.push([ink, "accent-tint", TEXT]);
for (const ink of ["ink", "accent-text"]) pairs.push([ink, "accent-tint-2", TEXT]);
for (const heat of ["heat-1", "heat-2", "heat-3", "chosen"]) pairs.push(["ink", heat, TEXT]);
for (const fill of ["accent-hover", "viz-1", "heat-5"]) pairs.push(["on-accent", fill, TEXT]);
for (const scene of ["scene", "scene-2"]) pairs.push(["scene-ink", scene, TEXT]);
pairs.push(["on-lamp", "lamp", TEXT], ["plate-ice-ink", "plate-ice", TEXT], ["plate-ev-ink", "plate-ev", TEXT]);
pairs.push(["on-inverse", "inverse", TEXT], ["inverse-accent", "inverse", TEXT]);
for (const ground of ["surface", "canvas", "raised"]) {
  for (const edge of ["line-control", "focus", "accent", "viz-1", "viz-3", "viz-4"]) pairs.push([edge, ground, EDGE]);
}

for (const theme of ["light", "dark"]) {
  test(`${pairs.length} pairs are readable in the ${theme} theme`, () => {
    const low = pairs
      .map(([one, other, floor]) => [one, other, ratio(colour(one, theme), colour(other, theme)), floor])
      .filter(([, , found, floor]) => found < floor)
      .map(([one, other, found, floor]) => `${one} on ${other}: ${found.toFixed(2)}, at least ${floor}`);
    assert.deepEqual(low, []);
  });

  test(`every token lies inside sRGB in the ${theme} theme`, () => {
    const outside = [...tokens.keys()].filter((name) =>
      colour(name, theme).some((channel) => channel < -0.002 || channel > 1.002));
    assert.deepEqual(outside, []);
  });
}
