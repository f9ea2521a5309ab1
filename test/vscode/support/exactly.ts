/** Fits an element whose whole text this is. (`:text-is()` of playwright fits only the innermost element that has it.) */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.trim().replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}\\s*$`);
}
