import { useState } from "react";
import { Gap } from "./Gap.jsx";

export function App() {
  const [by, setBy] = useState("sex");
  const [shown, setShown] = useState(true);
  const [told, setTold] = useState([]);
  return (
    <main>
      <button onClick={() => setBy("race")}>race</button>
      <button onClick={() => setBy("nobody")}>nobody</button>
      <button onClick={() => setShown(false)}>away</button>
      {shown && <Gap by={by} heard={({ type }) => setTold((before) => [...before, type])} />}
      <output>{told.join(" ")}</output>
    </main>
  );
}
