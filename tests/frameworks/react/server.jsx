import { renderToString } from "react-dom/server";
import { App } from "./App.jsx";

process.stdout.write(renderToString(<App />));
