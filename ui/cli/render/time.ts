const two = (number: number) => String(number).padStart(2, "0");

/** Local time for people: the clock alone for today, the day in front of it otherwise. */
export function localTime(iso: string, now = new Date()): string {
  const time = new Date(iso);
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return time.toDateString() === now.toDateString() ? clock : `${day} ${clock}`;
}
