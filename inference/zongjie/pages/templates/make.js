"use strict";
// Makes an element with a class and children; text is always set as text.
function zjMake(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}
