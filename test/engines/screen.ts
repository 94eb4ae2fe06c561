/** A screen that nobody sees, whose wheel turns and whose windows hide as those of a real one do: Xvfb and xdotool. */

export type Screen = AsyncDisposable & {
  /** What a program needs to draw on it. */
  environment: Record<string, string>;
  /** Turns the mouse wheel over the middle of the window, by so many notches; up is negative. */
  wheel: (notches: number) => Promise<void>;
  /** Takes the window off the screen, as minimising does, or puts it back. */
  hide: (hidden: boolean) => Promise<void>;
};

/** How long a notch of a wheel that is turned quickly takes, in ms. */
const NOTCH = 40;

/** Opens a screen for one program, of which `name` is the window's class. */
export async function openScreen(name: string): Promise<Screen> {
  const server = Bun.spawn(["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "ignore",
  });
  const reader = server.stdout.getReader();
  const { value } = await reader.read();
  const display = `:${new TextDecoder().decode(value).trim()}`;
  const environment = { ...(process.env as Record<string, string>), DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: "1" };
  let hiddenWindow = "";

  const xdotool = async (...parameters: string[]) => {
    const child = Bun.spawn(["xdotool", ...parameters], { env: environment, stdout: "pipe", stderr: "pipe" });
    const [out, problems] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
    if ((await child.exited) !== 0) throw new Error(`xdotool ${parameters.join(" ")}: ${problems}`);
    return out.trim();
  };
  const findWindow = async () => (await xdotool("search", "--onlyvisible", "--class", name)).split("\n").at(-1) ?? "";

  return {
    environment,
    async wheel(notches) {
      const button = notches < 0 ? "4" : "5";
      await xdotool("mousemove", "700", "400");
      await xdotool("click", "--repeat", String(Math.abs(notches)), "--delay", String(NOTCH), button);
    },
    async hide(hidden) {
      if (hidden) hiddenWindow = await findWindow();
      await xdotool(hidden ? "windowunmap" : "windowmap", "--sync", hiddenWindow);
    },
    async [Symbol.asyncDispose]() {
      server.kill();
      await server.exited;
    },
  };
}
