// The canvas of the fund flow and the hands on it: drag, wheel, click, arrows.
import { Button, useComputedColorScheme } from "@mantine/core";
import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useLang } from "../../app/lang";
import { type Scene, draw, drawHead, inkOf } from "../../flow/draw";
import { type Graph as Picture, type Lit, type Way, step } from "../../flow/model";
import { type Frame, HEAD, type View, boxOf, fit, moved, pickAt, reach, zoomed } from "../../flow/view";
import { exact } from "../../say/money";

/** The canvas is drawn so much further than the frame, above and below. */
const OVER = 0.4;
/** The hand rests after so long. */
const REST_MS = 120;
const WAYS: Record<string, Way> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

interface Props {
  graph: Picture;
  pick: number | null;
  lit: Lit;
  shown: number[];
  choose(at: number): void;
}

export function Graph({ graph, pick, lit, shown, choose }: Props) {
  const { t, lang } = useLang();
  const scheme = useComputedColorScheme("light");
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const head = useRef<HTMLCanvasElement>(null);
  const [frame, setFrame] = useState<Frame>({ width: 0, height: 0 });
  const view = useRef<View | null>(null);
  const drawn = useRef<View | null>(null);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const drag = useRef<{ y: number; far: number } | null>(null);
  const [away, setAway] = useState(false);

  const paint = useCallback(() => {
    const { current: surface } = canvas;
    if (!surface || !head.current || !box.current || frame.width === 0) return;
    view.current ??= fit(graph, frame);
    drawn.current = view.current;
    const words = {
      lang,
      level: t.flow.columns.level,
      there: t.flow.columns.there,
      through: t.flow.columns.through,
      accounts: t.flow.columns.accounts,
    };
    const scene: Scene = { graph, view: view.current, lit, pick, shown, ink: inkOf(box.current), words };
    const over = frame.height * OVER;
    draw(surface, frame, over, scene);
    drawHead(head.current, frame, scene);
    surface.style.transform = `translateY(${-over}px)`;
    const spot = pick === null ? undefined : graph.spots[pick];
    const place = spot ? boxOf(graph, frame, view.current, spot) : null;
    setAway(place !== null && (place.y + place.h < HEAD || place.y > frame.height));
  }, [graph, frame, lit, pick, shown, lang, t]);

  /** Moves what is drawn; it is drawn anew when the hand rests. */
  const show = useCallback(
    (to: View) => {
      view.current = to;
      const from = drawn.current;
      const surface = canvas.current;
      if (!from || !surface) return;
      const over = frame.height * OVER;
      const scale = to.scale / from.scale;
      // The unit at the top of the frame stands at HEAD + 8 in both.
      const y = HEAD + 8 + (from.top - to.top) * to.scale - (over + HEAD + 8) * scale;
      surface.style.transform = `translateY(${y}px) scaleY(${scale})`;
      clearTimeout(rest.current);
      rest.current = setTimeout(paint, REST_MS);
    },
    [frame, paint],
  );

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setFrame({ width: element.clientWidth, height: element.clientHeight }));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  // Another size or another picture is looked at as a whole first.
  useLayoutEffect(() => {
    if (frame.width > 0) view.current = fit(graph, frame);
  }, [graph, frame]);
  useLayoutEffect(() => {
    if (view.current && pick !== null && frame.width > 0) view.current = reach(graph, frame, view.current, pick);
    paint();
  }, [paint, graph, frame, pick]);
  useEffect(() => {
    // Colours are read when it is drawn.
    if (scheme) paint();
  }, [scheme, paint]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      if (!view.current) return;
      if (event.ctrlKey || event.metaKey || !event.shiftKey) {
        const top = element.getBoundingClientRect().top;
        show(zoomed(graph, frame, view.current, Math.exp(-event.deltaY / 500), event.clientY - top));
      } else show(moved(graph, frame, view.current, -event.deltaY));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, [graph, frame, show]);

  const down = (event: PointerEvent<HTMLDivElement>) => {
    drag.current = { y: event.clientY, far: 0 };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (!drag.current || !view.current) return;
    const by = event.clientY - drag.current.y;
    drag.current = { y: event.clientY, far: drag.current.far + Math.abs(by) };
    if (by !== 0) show(moved(graph, frame, view.current, by));
  };
  const up = (event: PointerEvent<HTMLDivElement>) => {
    const far = drag.current?.far ?? 0;
    drag.current = null;
    if (far > 4 || !view.current) return;
    const edge = event.currentTarget.getBoundingClientRect();
    const at = pickAt(graph, frame, view.current, event.clientX - edge.left, event.clientY - edge.top);
    if (at !== null) choose(at);
  };
  const pressed = (event: KeyboardEvent) => {
    const way = WAYS[event.key];
    if (way && pick !== null) choose(step(graph, pick, way));
    else if (event.key === "0") show(fit(graph, frame));
    else if ((event.key === "+" || event.key === "-") && view.current) show(zoomed(graph, frame, view.current, event.key === "+" ? 1.25 : 0.8, frame.height / 2));
    else return;
    event.preventDefault();
  };
  const spot = pick === null ? undefined : graph.spots[pick];
  return (
    <div className="canvas-box">
      <div
        className="canvas"
        role="application"
        aria-label={`${t.flow.graph} ${spot ? `${spot.label}, ${t.flow.state[spot.state]}, ${t.flow.there} ${exact(spot.there)}` : ""}`}
        tabIndex={0}
        ref={box}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onKeyDown={pressed}
      >
        <canvas ref={canvas} className="surface" aria-hidden="true" />
        <canvas ref={head} className="column-heads" aria-hidden="true" />
      </div>
      <div className="canvas-acts no-print">
        {away ? (
          <Button size="compact-xs" onClick={() => view.current && pick !== null && show(reach(graph, frame, view.current, pick))}>
            {t.flow.backToPick}
          </Button>
        ) : null}
        <Button size="compact-xs" variant="default" onClick={() => show(fit(graph, frame))}>
          {t.flow.fit}&nbsp;<kbd className="key">0</kbd>
        </Button>
      </div>
      <ul className="legend" aria-hidden="true">
        {(["free", "held", "frozen", "passed", "sink"] as const).map((state) => (
          <li key={state}>
            <i className={`dot-${state}`} />
            {t.flow.state[state]}
          </li>
        ))}
      </ul>
    </div>
  );
}
