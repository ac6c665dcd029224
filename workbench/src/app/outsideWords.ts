// What the way in by the site's identity provider says; read only where a site has one.
export const zh = {
  or: "或者",
  waiting: "请在打开的窗口里登录；登录后这里自动继续，填的内容都在。",
  blocked: "浏览器拦住了登录窗口。请允许本站弹出窗口后再点一次，或者用密码登录。",
  done: "已登录",
  close: "这个窗口可以关了，回到原来的页面继续。",
  open: "打开工作台",
};

export const en: typeof zh = {
  or: "or",
  waiting: "Sign in in the window that has opened; this page goes on by itself, with everything you typed.",
  blocked: "The browser kept the window from opening. Allow this site to open windows and press again, or use the password.",
  done: "Signed in",
  close: "You may close this window and go on in the page you came from.",
  open: "Open the workbench",
};
