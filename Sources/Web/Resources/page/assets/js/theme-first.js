// Runs before the first paint, so that a chosen theme never flashes. Not a module: those wait.
try {
  const theme = localStorage.getItem("mien.theme");
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.media = meta.media.includes(theme) ? "all" : "not all";
  }
} catch {
  // No storage: the system's theme.
}
