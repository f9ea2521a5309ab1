import type { Page } from "playwright-core";

/** The side bar gets this width, in pixels, by its edge. */
export async function widenSideBar(page: Page, width: number): Promise<void> {
  const bar = await page.locator(".part.sidebar").boundingBox();
  if (bar === null) throw new Error("The window has no side bar.");
  const middle = bar.y + bar.height / 2;
  await page.mouse.move(bar.x + bar.width, middle);
  await page.mouse.down();
  await page.mouse.move(bar.x + width, middle, { steps: 5 });
  await page.mouse.up();
  // The edge shines as long as the mouse is there.
  await page.mouse.move(bar.x + width + 100, middle);
}
