// The File System Access API, which Chromium has and TypeScript's DOM does not: https://wicg.github.io/file-system-access/

interface DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemFileHandle | FileSystemDirectoryHandle | null>
}

interface FileSystemHandle {
  queryPermission?(descriptor?: { mode: 'read' }): Promise<PermissionState>
  requestPermission?(descriptor?: { mode: 'read' }): Promise<PermissionState>
}

interface Window {
  showOpenFilePicker?(options?: { multiple?: boolean }): Promise<FileSystemFileHandle[]>
}
