// One file, one request, with progress; fetch cannot tell how far it is.
export function uploadFile(address, file, onProgress) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    const join = address.includes("?") ? "&" : "?";
    request.open("POST", `${address}${join}name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300 && request.response) resolve(request.response);
      else reject({ status: request.status, detail: request.response?.detail });
    };
    request.onerror = () => reject({ status: 0 });
    request.onabort = () => reject({ status: -1 });
    request.send(file);
  });
  return { done, abort: () => request.abort() };
}

export function saySize(language, bytes) {
  const units = ["kilobyte", "megabyte", "gigabyte"];
  let size = bytes / 1000;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = size < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, {
    style: "unit", unit: units[unit], unitDisplay: "short", maximumFractionDigits: digits,
  }).format(size);
}
