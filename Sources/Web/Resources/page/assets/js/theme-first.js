// Runs before the first paint, so that a chosen theme never flashes. Not a module: those wait.
try {
  const theme = localStorage.getItem("mien.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the system's theme.
}
