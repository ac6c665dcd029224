// The tone for what has become red: two short notes, soft at both ends. It sounds on whatever audio it is given, so
// that a test can listen.

/** Notes in Hz; each begins so long after the one before. */
const NOTES = [880, 660];
const STEP_S = 0.18;
const NOTE_S = 0.16;
const LOUD = 0.25;
const SOFT_S = 0.015;

/** Plays it now. */
export function tone(audio: BaseAudioContext) {
  NOTES.forEach((pitch, place) => {
    const begins = audio.currentTime + place * STEP_S;
    const note = audio.createOscillator();
    const gain = audio.createGain();
    note.type = "sine";
    note.frequency.value = pitch;
    gain.gain.setValueAtTime(0, begins);
    gain.gain.linearRampToValueAtTime(LOUD, begins + SOFT_S);
    gain.gain.setValueAtTime(LOUD, begins + NOTE_S - SOFT_S);
    gain.gain.linearRampToValueAtTime(0, begins + NOTE_S);
    note.connect(gain).connect(audio.destination);
    note.start(begins);
    note.stop(begins + NOTE_S);
  });
}
