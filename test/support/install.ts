/** What tests need of the system: on Debian as root it is installed. */

export const canInstall = (): boolean =>
  process.platform === "linux" && process.getuid?.() === 0 && Bun.which("apt-get") !== null;

/** Installs packages of Debian, and says so. Returns whether that went well. */
export async function install(...packages: string[]): Promise<boolean> {
  process.stdout.write(`installing ${packages[0]} …\n`);
  const command = `apt-get update -qq && apt-get install -y -qq --no-install-recommends ${packages.join(" ")}`;
  const child = Bun.spawn(["sh", "-c", command], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" }, // a service is not to start
    stdin: "ignore",
    stdout: "ignore",
    stderr: "inherit",
  });
  return (await child.exited) === 0;
}
