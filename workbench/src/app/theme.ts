import { createTheme } from "@mantine/core";

const family =
  '"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","HarmonyOS Sans SC","Microsoft YaHei",system-ui,sans-serif';

/** Mantine in our density; the colours of our own parts stand in `ui/tokens.css`. */
export const theme = createTheme({
  fontFamily: family,
  fontFamilyMonospace: '"JetBrains Mono","Noto Sans Mono CJK SC",Consolas,monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "18px" },
  defaultRadius: 4,
  primaryColor: "action",
  primaryShade: 7,
  autoContrast: true,
  colors: {
    // Red is for what cannot be undone, and for the level of that name.
    danger: ["#fdecec", "#f9d2d4", "#efa4a8", "#e4767c", "#d94f57", "#cf333c", "#c8252f", "#c01c28", "#a41620", "#8f1019"],
    action: ["#e8f2fb", "#d0e4f6", "#a3c8ea", "#74abde", "#5a9bd6", "#6cb0ee", "#2273bd", "#1864ab", "#12518c", "#0c3d6b"],
  },
  headings: { fontFamily: family, fontWeight: "600" },
  respectReducedMotion: true,
  // The page itself never scrolls; locking it would put a style into it that has no nonce.
  // The head of a dialog is no second banner of the page.
  // What is said of a field stands below it, so that fields beside each other are on one line.
  components: {
    Modal: { defaultProps: { lockScroll: false } },
    ModalHeader: { defaultProps: { role: "presentation" } },
    InputWrapper: { defaultProps: { inputWrapperOrder: ["label", "input", "description", "error"] } },
  },
});
