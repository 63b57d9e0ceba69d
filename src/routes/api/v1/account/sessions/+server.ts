export const DELETE = ({ locals, request }) => locals.relais.endElsewhere(request, locals.who, null)
