export const PATCH = ({ locals, request, params }) => locals.relais.renamePasskey(request, locals.who, params.id)
export const DELETE = ({ locals, request, params }) => locals.relais.removePasskey(request, locals.who, params.id)
