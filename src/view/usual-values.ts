/** What is offered for a field as long as a project has no words of its own. Any other can be typed. */
export const USUAL_VALUES: Readonly<Record<string, readonly string[]>> = {
  status: ["New", "In progress", "Done"],
  priority: ["low", "normal", "high"],
};
