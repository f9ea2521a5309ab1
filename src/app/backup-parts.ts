import { folderTransport } from "../transports/folder/folder-transport.ts";
import type { BackupParts } from "./backup.ts";
import { writeGateway } from "./gateway-file.ts";
import { openProject } from "./open-project.ts";
import { readProjectFile } from "./project-file.ts";

/** What backups are made and restored with. */
export const BACKUP_PARTS: BackupParts = {
  open: openProject,
  readProject: readProjectFile,
  nameGateway: writeGateway,
  transport: folderTransport,
};
